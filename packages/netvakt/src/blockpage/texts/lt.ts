import type { Words } from '../../config/schema/page-file.ts';

/** Lithuanian. */
export const lt: Words = {
  title: 'Šis puslapis užblokuotas',
  lead: 'Puslapis yra sąraše puslapių, kuriuose rodoma seksualinė prievarta prieš vaikus. {operator} savo tinkle tokius puslapius blokuoja.',
  calm: 'Galbūt čia patekote netyčia: per nuorodą, žinutę ar iššokantįjį langą. Galite tiesiog uždaryti šį langą.',
  privacyTitle: 'Apie jus niekas nesaugoma',
  privacy:
    'Filtras neįrašo, kas jūs esate, koks jūsų IP adresas ar kurį puslapį norėjote atverti. Jis tik skaičiuoja, kiek puslapių užblokuota. Šis puslapis nenaudoja slapukų ir nieko neįkelia iš kitų svetainių.',
  helpTitle: 'Pagalba ir parama',
  urgent: 'Jei vaikui dabar gresia pavojus',
  worried: 'Jei nerimaujate dėl savo minčių ar elgesio',
  harmed: 'Jei jūs ar jūsų pažįstamas žmogus patyrė prievartą',
  report: 'Jei norite pranešti apie puslapį ar vaizdą',
  whyTitle: 'Kodėl puslapis užblokuotas?',
  why: 'Už kiekvieno tokio vaizdo yra nuskriaustas vaikas. Kaskart, kai vaizdas rodomas, skriauda tęsiasi. Blokavimas padeda apsaugoti vaiką.',
  legal: 'Blokavimo pagrindas:',
  decideTitle: 'Kas sprendžia, kas yra sąraše?',
  decide: 'Puslapius vertina ir dėl sąrašo sprendžia {authority}. {operator} jų neparenka.',
  objectTitle: 'Ar tai klaida?',
  object:
    'Manote, kad puslapis užblokuotas per klaidą, arba tai jūsų puslapis? Tuomet galite prašyti jį patikrinti. Nurodykite, kurį puslapį turite omenyje, ir toliau esantį numerį. Nereikia sakyti, kodėl norėjote jį atverti.',
  objectLink: 'Prašyti patikrinti',
  reference: 'Numeris',
  referenceNote: 'Jis reiškia tinklą, dieną ir šio teksto versiją. Apie jus ar puslapį jis nieko nesako.',
};
