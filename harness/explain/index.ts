export { type Change, changesOf } from './changes.ts'
export { type CheckExpectation, expectAll, type Expectation } from './explain.ts'
export { predictStack } from './predict-stack.ts'
export { explanationOf, renderExplanation } from './render.ts'
