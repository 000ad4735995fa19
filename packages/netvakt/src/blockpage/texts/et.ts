import type { Words } from '../../config/schema/page-file.ts';

/** Estonian. */
export const et: Words = {
  title: 'See leht on blokeeritud',
  lead: 'Leht on nimekirjas, kuhu on kantud laste seksuaalset väärkohtlemist näitavad lehed. {operator} peatab sellised lehed oma võrgus.',
  calm: 'Võib-olla sattusite siia kogemata: lingi, sõnumi või hüpikakna kaudu. Võite selle akna lihtsalt sulgeda.',
  privacyTitle: 'Teie kohta ei salvestata midagi',
  privacy:
    'Filter ei salvesta, kes te olete, mis on teie IP-aadress ega millist lehte te avada tahtsite. See ainult loendab, mitu lehte blokeeritakse. See leht ei kasuta küpsiseid ega laadi midagi teistelt saitidelt.',
  helpTitle: 'Abi ja tugi',
  urgent: 'Kui laps on praegu ohus',
  worried: 'Kui teile teevad muret teie enda mõtted või teod',
  harmed: 'Kui teid või kedagi teie tuttavat on väärkoheldud',
  report: 'Kui soovite lehest või pildist teatada',
  whyTitle: 'Miks leht on blokeeritud?',
  why: 'Iga sellise pildi taga on laps, kellele on haiget tehtud. Iga kord, kui pilti näidatakse, kannatus jätkub. Blokeerimine aitab last kaitsta.',
  legal: 'Blokeerimise alus:',
  decideTitle: 'Kes otsustab, mis nimekirjas on?',
  decide: 'Lehti hindab ja nimekirja üle otsustab {authority}. {operator} neid ei vali.',
  objectTitle: 'Kas see on eksitus?',
  object:
    'Kas arvate, et leht on blokeeritud ekslikult, või on see teie enda leht? Siis võite paluda selle üle vaadata. Öelge, millist lehte mõtlete, ja lisage allpool olev viitenumber. Te ei pea ütlema, miks tahtsite lehte avada.',
  objectLink: 'Paluda ülevaatamist',
  reference: 'Viitenumber',
  referenceNote: 'See tähistab võrku, päeva ja selle teksti versiooni. Teie ega lehe kohta ei ütle see midagi.',
};
