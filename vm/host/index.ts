export {
	keepDirectory,
	makeOwnedDirectory,
	makeOwnedScratch,
	ownedDirectories,
	removeIfEmpty,
	sweepDirectories,
	sweepOwnedDirectories,
	sweepWith,
} from './owned-directory.ts'
export { type DetachedProgram, startDetached } from './detached.ts'
export { CHUNK_BYTES, chunkSums, sumOfChunks } from './chunk-sums.ts'
export { type ConfinedProgram, type Confinement, startConfined } from './confined.ts'
export { namesUnder, replaceAtomic, syncFolder, writeAtomic } from './files.ts'
export { normaliseModes } from './modes.ts'
export { holdMutex, type MutexOptions } from './mutex.ts'
export {
	howEnded,
	type ProgramEnd,
	type ProgramOptions,
	runProgram,
	type RunProgram,
	runTool,
	type ToolOptions,
} from './program.ts'
export { shellQuote } from './quote.ts'
export { makeScratch, removeScratch, removeTree } from './scratch.ts'
export { startSession } from './session.ts'
export { plainText } from './text.ts'
export { askAgain, type FailedTry, overlapping } from './waiting/again.ts'
export { askUntil } from './waiting/ask-until.ts'
export { followFile } from './waiting/follow.ts'
export {
	abortError,
	type Bounded,
	pause,
	waitFor,
	type WaitOptions,
	type Wanted,
	withDeadline,
} from './waiting/wait.ts'
export { isAtLeast } from './version.ts'
