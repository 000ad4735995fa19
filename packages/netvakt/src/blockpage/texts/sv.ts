import type { Words } from '../../config/schema/page-file.ts';

/** Swedish. */
export const sv: Words = {
  title: 'Sidan är blockerad',
  lead: 'Sidan finns på en lista över sidor som visar sexuella övergrepp mot barn. {operator} stoppar sådana sidor i sitt nät.',
  calm: 'Du kan ha hamnat här av misstag, genom en länk, ett meddelande eller ett popup-fönster. Du kan helt enkelt stänga fönstret.',
  privacyTitle: 'Inget om dig sparas',
  privacy:
    'Filtret sparar inte vem du är, din IP-adress eller vilken sida du ville öppna. Det räknar bara hur många sidor som blockeras. Den här sidan använder inga kakor och hämtar inget från andra webbplatser.',
  helpTitle: 'Hjälp och stöd',
  urgent: 'Om ett barn är i fara just nu',
  worried: 'Om du är orolig för dina egna tankar eller handlingar',
  harmed: 'Om du eller någon du känner har blivit utsatt',
  report: 'Om du vill anmäla en sida eller en bild',
  whyTitle: 'Varför är sidan blockerad?',
  why: 'Bakom varje sådan bild finns ett barn som har farit illa. Varje gång bilden visas fortsätter övergreppet. Blockeringen är ett sätt att skydda barnet.',
  legal: 'Blockeringen grundar sig på:',
  decideTitle: 'Vem bestämmer vad som finns på listan?',
  decide: '{authority} granskar sidor och bestämmer vilka som ska finnas på listan. {operator} väljer inte ut dem.',
  objectTitle: 'Har det blivit fel?',
  object:
    'Tror du att sidan har blockerats av misstag, eller är det din egen sida? Då kan du begära att den granskas på nytt. Skriv vilken sida du menar och ange referensen här nedanför. Du behöver inte säga varför du ville öppna den.',
  objectLink: 'Begär en ny granskning',
  reference: 'Referens',
  referenceNote: 'Den står för nätet, dagen och textens version. Den säger inget om dig eller om sidan.',
};
