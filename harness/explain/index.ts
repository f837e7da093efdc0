export { expectAll } from './explain.ts'
export { predictStack } from './predict-stack.ts'
export { explanationOf, renderExplanation } from './render.ts'
