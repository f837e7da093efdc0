export { makeOwnedDirectory, sweepOwnedDirectories } from './owned-directory.ts'
