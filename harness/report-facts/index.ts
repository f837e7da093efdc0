export { reportFacts } from './report-facts.ts'
