export { runWithFewFiles, takeAllFiles } from './few-files.ts'
