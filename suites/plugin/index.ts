/** What a check of a site's own is written with. Loading this loads no check. */
export { always, condition, type Condition } from '../check/condition.ts'
export { type CheckDefinition, type CheckModule, defineChecks } from '../check/definition.ts'
