export { conditionWords, remedySentence, remedyWords } from './conditions.ts'
export { effectsOf } from './advise.ts'
export { dockerName, type SaidDecision, type SaidIssue, type SaidLine, saidDecisions } from './say.ts'
