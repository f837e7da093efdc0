import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { createRun, type RunStore } from './index.ts'

export const now = () => new Date('2026-11-23T01:15:00.123Z')

/** A directory of runs for each test of a file. */
export function useRunsDir(): {
	readonly path: string
	readonly create: (matrix?: string) => Promise<RunStore>
} {
	let path = ''
	beforeEach(async () => {
		path = join(await mkdtemp(join(tmpdir(), 'store-')), 'runs')
	})
	afterEach(() => rm(join(path, '..'), { recursive: true }))
	return {
		get path() {
			return path
		},
		create: (matrix = 'quick') => createRun({ runsDir: path, matrix, now }),
	}
}
