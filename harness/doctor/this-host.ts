import { readdir } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { runProgram } from './program.ts'
import type { Host } from './requirement.ts'

/** The machine we run on. */
export function thisHost(options: {
	env: NodeJS.ProcessEnv
	cacheDir: string
	signal?: AbortSignal | undefined
}): Host {
	return {
		run: runProgram,
		isRoot: process.getuid?.() === 0,
		nodeVersion: process.versions.node,
		memoryBytes: totalmem(),
		...options,
	}
}

/** Whether apt has fetched any index of packages. */
export async function hasPackageLists(listsDir = '/var/lib/apt/lists'): Promise<boolean> {
	try {
		return (await readdir(listsDir)).some((name) => /_Packages(\.\w+)?$/.test(name))
	} catch {
		return false
	}
}
