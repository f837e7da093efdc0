/** The known issues held against runs. */
export { checkRules } from './check-rules.ts'
export { rulesData, rulesText } from './render.ts'
