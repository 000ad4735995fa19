import type { Words } from '../../config/schema/page-file.ts';

/** Croatian. */
export const hr: Words = {
  title: 'Ova je stranica blokirana',
  lead: 'Stranica je na popisu stranica koje prikazuju seksualno zlostavljanje djece. {operator} zaustavlja takve stranice u svojoj mreži.',
  calm: 'Možda ste ovamo došli slučajno, preko poveznice, poruke ili skočnog prozora. Možete jednostavno zatvoriti ovaj prozor.',
  privacyTitle: 'O vama se ništa ne pohranjuje',
  privacy:
    'Filtar ne pohranjuje tko ste, koja je vaša IP adresa ni koju ste stranicu htjeli otvoriti. Samo broji koliko je stranica blokirano. Ova stranica ne postavlja kolačiće i ne učitava ništa s drugih mjesta.',
  helpTitle: 'Pomoć i podrška',
  urgent: 'Ako je neko dijete upravo sada u opasnosti',
  worried: 'Ako vas brinu vlastite misli ili postupci',
  harmed: 'Ako ste vi ili netko koga poznajete doživjeli zlostavljanje',
  report: 'Ako želite prijaviti stranicu ili sliku',
  whyTitle: 'Zašto je stranica blokirana?',
  why: 'Iza svake takve slike stoji dijete kojem je naneseno zlo. Svaki put kad se slika prikaže, patnja se nastavlja. Blokiranje pomaže zaštititi dijete.',
  legal: 'Blokiranje se temelji na:',
  decideTitle: 'Tko odlučuje što je na popisu?',
  decide: 'O tome što je na popisu odlučuje {authority}, nakon pregleda stranica. {operator} ih ne odabire.',
  objectTitle: 'Je li ovo pogreška?',
  object:
    'Mislite li da je stranica blokirana greškom ili je to vaša stranica? Tada možete zatražiti ponovnu provjeru. Navedite na koju stranicu mislite i oznaku koja je niže na ovoj stranici. Ne morate reći zašto ste je htjeli otvoriti.',
  objectLink: 'Zatražite provjeru',
  reference: 'Oznaka',
  referenceNote: 'Označava mrežu, dan i inačicu ovog teksta. Ne govori ništa o vama ni o stranici.',
};
