export { badgeSvg } from './badge.ts'
export { csv } from './csv.ts'
export { junitXml } from './junit.ts'
export { stepSummary, stepSummaryLimit } from './step-summary.ts'
