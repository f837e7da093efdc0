export { attemptBoot, type BootAttempt, MAX_CONSOLE } from './boot-attempt.ts'
export { type ConsoleState, followConsole, lastLine, silentConsole } from './console.ts'
export { fairDeadline } from './fair-deadline.ts'
