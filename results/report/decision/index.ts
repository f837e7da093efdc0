export { conditionWords, remedySentence, remedyWords } from './conditions.ts'
export { type Effect, effectsOf } from './advise.ts'
export { dockerName, neverTried, saidDecisions } from './say.ts'
