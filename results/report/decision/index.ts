export { conditionWords, remedySentence, remedyWords } from './conditions.ts'
export { effectsOf, type Effect } from './advise.ts'
export { type DecisionState, decisionsOf } from './decide.ts'
export { dockerName, type SaidDecision, type SaidIssue, type SaidLine, saidDecisions } from './say.ts'
