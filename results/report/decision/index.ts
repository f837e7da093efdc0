export { conditionWords, remedySentence, remedyWords } from './conditions.ts'
export { effectsOf } from './advise.ts'
export { dockerName, neverTried, saidDecisions } from './say.ts'
