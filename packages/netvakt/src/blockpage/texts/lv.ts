import type { Words } from '../../config/schema/page-file.ts';

/** Latvian. */
export const lv: Words = {
  title: 'Šī lapa ir bloķēta',
  lead: 'Lapa ir iekļauta sarakstā ar lapām, kurās redzama seksuāla vardarbība pret bērniem. {operator} savā tīklā šādas lapas aptur.',
  calm: 'Varbūt jūs šeit nokļuvāt nejauši: caur saiti, ziņu vai uznirstošo logu. Jūs varat vienkārši aizvērt šo logu.',
  privacyTitle: 'Par jums nekas netiek saglabāts',
  privacy:
    'Filtrs nesaglabā to, kas jūs esat, kāda ir jūsu IP adrese vai kuru lapu vēlējāties atvērt. Tas tikai skaita, cik lapu ir bloķēts. Šī lapa neizmanto sīkdatnes un neko neielādē no citām vietnēm.',
  helpTitle: 'Palīdzība un atbalsts',
  urgent: 'Ja bērns šobrīd ir briesmās',
  worried: 'Ja jūs satrauc jūsu pašu domas vai rīcība',
  harmed: 'Ja jūs vai kāds, ko pazīstat, ir cietis no vardarbības',
  report: 'Ja vēlaties ziņot par lapu vai attēlu',
  whyTitle: 'Kāpēc lapa ir bloķēta?',
  why: 'Aiz katra šāda attēla ir bērns, kuram nodarīts pāri. Katru reizi, kad attēls tiek rādīts, pāridarījums turpinās. Bloķēšana palīdz bērnu aizsargāt.',
  legal: 'Bloķēšanas pamats:',
  decideTitle: 'Kas lemj, kas ir sarakstā?',
  decide: 'Lapas izvērtē un par sarakstu lemj {authority}. {operator} tās neizvēlas.',
  objectTitle: 'Vai tā ir kļūda?',
  object:
    'Vai domājat, ka lapa ir bloķēta kļūdas dēļ, vai tā ir jūsu lapa? Tad varat lūgt to pārbaudīt. Norādiet, kuru lapu domājat, un zemāk redzamo numuru. Jums nav jāsaka, kāpēc vēlējāties to atvērt.',
  objectLink: 'Lūgt pārbaudi',
  reference: 'Numurs',
  referenceNote: 'Tas apzīmē tīklu, dienu un šī teksta versiju. Par jums vai lapu tas neko nepasaka.',
};
