export { addValues } from './add-values.ts'
export { knownPathFor, readKnown, writeKnown } from './known.ts'
export { compareValues, type NewValues, watchedAxes } from './new-values.ts'
