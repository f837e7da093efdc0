export { conditionWords, remedySentence, remedyWords } from './conditions.ts'
export { effectsOf } from './effects.ts'
export { isNotOffered } from './not-offered.ts'
export { dockerName, neverTried, saidDecisions } from './say.ts'
