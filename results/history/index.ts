export { foldHistory, type History } from './fold-history.ts'
export { historyForms } from './render.ts'
export { rateAtMost, stabilityOf, stabilityText } from './stability.ts'
