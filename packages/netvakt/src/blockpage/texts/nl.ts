import type { Words } from '../../config/schema/page-file.ts';

/** Dutch. */
export const nl: Words = {
  title: 'Deze pagina is geblokkeerd',
  lead: 'De pagina staat op een lijst van pagina’s die seksueel misbruik van kinderen laten zien. {operator} houdt zulke pagina’s in zijn netwerk tegen.',
  calm: 'Misschien bent u hier per ongeluk terechtgekomen, via een link, een bericht of een pop-up. U kunt dit venster gewoon sluiten.',
  privacyTitle: 'Er wordt niets over u bewaard',
  privacy:
    'Het filter bewaart niet wie u bent, wat uw IP-adres is of welke pagina u wilde openen. Het telt alleen hoeveel pagina’s worden geblokkeerd. Deze pagina plaatst geen cookies en laadt niets van andere websites.',
  helpTitle: 'Hulp en steun',
  urgent: 'Als een kind nu in gevaar is',
  worried: 'Als u zich zorgen maakt over uw eigen gedachten of gedrag',
  harmed: 'Als u of iemand die u kent is misbruikt',
  report: 'Als u een pagina of een afbeelding wilt melden',
  whyTitle: 'Waarom is de pagina geblokkeerd?',
  why: 'Achter elke afbeelding van misbruik staat een kind dat is beschadigd. Elke keer dat de afbeelding wordt getoond, gaat het leed door. De blokkade helpt om het kind te beschermen.',
  legal: 'De blokkade is gebaseerd op:',
  decideTitle: 'Wie bepaalt wat op de lijst staat?',
  decide: '{authority} beoordeelt pagina’s en bepaalt welke op de lijst komen. {operator} kiest ze niet uit.',
  objectTitle: 'Is dit een vergissing?',
  object:
    'Denkt u dat de pagina ten onrechte is geblokkeerd, of is het uw eigen pagina? Dan kunt u om een nieuwe beoordeling vragen. Vertel welke pagina u bedoelt en geef de referentie hieronder door. U hoeft niet te zeggen waarom u de pagina wilde openen.',
  objectLink: 'Vraag om een nieuwe beoordeling',
  reference: 'Referentie',
  referenceNote:
    'Die staat voor het netwerk, de dag en de versie van deze tekst. Ze zegt niets over u of over de pagina.',
};
