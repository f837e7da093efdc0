export type { ReportedRun, ReportFacts } from './context.ts'
export { reproCommand } from './repro.ts'
export { isNotOffered, remedySentence, withNewer } from './decision/index.ts'
export { headlineOf } from './words/headline.ts'
export { formWords, messageWords } from './words/found.ts'
export { valueWords } from './words/catalogue/values.js'
export { languages } from './words/catalogue/languages.js'
export { checkList, compareWords, type CompareWords, type SaidGap } from './words/compare.ts'
export * from './forms/index.ts'
export { bilingualDocument, decidedHtml, htmlText, type PageBody, shellWord } from './html/index.ts'
export * from './kernel/index.ts'
export { chineseReason } from './words/chinese/reasons.ts'
export type { Reasons, Texts } from './words/catalogue/english.js'
export {
	caveatWords,
	contractWords,
	issueWords,
	reasonPart,
	reasonWords,
	textsIn,
	wayFormsWords,
} from './words/translate.ts'
export { onlyDocker } from './only-docker.ts'
export {
	markMeaning,
	marks,
	markWord,
	shownCell,
	shownCheck,
	type Shown as ShownVerdict,
	shownWorstFirst,
} from './words/marks.ts'
export {
	markdownCellCode,
	markdownCode,
	markdownText,
	padColumns,
	plainText,
	plural,
	wrap,
} from './words/text.ts'
export { groupBy } from './digest/digest.ts'
export * from './digest/timings.ts'
export { assertOwnReports, renderReport, writeReport, writeRun } from './write-run.ts'
