export { type Expectation, expectAll } from './explain.ts'
export { predictStack } from './predict-stack.ts'
export { explanationOf, renderChanges, renderExplanation } from './render.ts'
