import type { Words } from '../../config/schema/page-file.ts';

/** German. */
export const de: Words = {
  title: 'Diese Seite ist gesperrt',
  lead: 'Die Seite steht auf einer Liste von Seiten, die sexuellen Missbrauch von Kindern zeigen. {operator} sperrt solche Seiten im eigenen Netz.',
  calm: 'Vielleicht sind Sie aus Versehen hier, über einen Link, eine Nachricht oder ein Pop-up. Sie können dieses Fenster einfach schließen.',
  privacyTitle: 'Über Sie wird nichts gespeichert',
  privacy:
    'Der Filter speichert nicht, wer Sie sind, welche IP-Adresse Sie haben oder welche Seite Sie öffnen wollten. Er zählt nur, wie viele Seiten gesperrt werden. Diese Seite setzt keine Cookies und lädt nichts von anderen Websites.',
  helpTitle: 'Hilfe und Unterstützung',
  urgent: 'Wenn ein Kind gerade in Gefahr ist',
  worried: 'Wenn Sie sich wegen Ihrer eigenen Gedanken oder Handlungen Sorgen machen',
  harmed: 'Wenn Sie selbst oder jemand, den Sie kennen, missbraucht wurde',
  report: 'Wenn Sie eine Seite oder ein Bild melden möchten',
  whyTitle: 'Warum ist die Seite gesperrt?',
  why: 'Hinter jedem solchen Bild steht ein Kind, dem Leid angetan wurde. Jedes Mal, wenn das Bild gezeigt wird, geht das Leid weiter. Die Sperre hilft, das Kind zu schützen.',
  legal: 'Grundlage der Sperre:',
  decideTitle: 'Wer entscheidet, was auf der Liste steht?',
  decide:
    '{authority} prüft Seiten und entscheidet, welche auf die Liste kommen. {operator} wählt die Seiten nicht aus.',
  objectTitle: 'Ist das ein Irrtum?',
  object:
    'Glauben Sie, dass die Seite irrtümlich gesperrt ist, oder ist es Ihre eigene Seite? Dann können Sie um eine Prüfung bitten. Schreiben Sie, welche Seite Sie meinen, und geben Sie die Referenz unten an. Sie müssen nicht sagen, warum Sie die Seite öffnen wollten.',
  objectLink: 'Um eine Prüfung bitten',
  reference: 'Referenz',
  referenceNote:
    'Sie steht für das Netz, den Tag und die Fassung dieses Textes. Über Sie oder die Seite sagt sie nichts.',
};
