export { conditionWords, remedySentence, remedyWords } from './conditions.ts'
export { effectsOf } from './advise.ts'
export { dockerName, saidDecisions } from './say.ts'
