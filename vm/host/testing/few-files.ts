import { execFileSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

/** Opens files until this process may open no more, as if another part of it had them; closes them when disposed of. */
export function takeAllFiles(): Disposable {
	const held: number[] = []
	try {
		for (;;) held.push(openSync('/dev/null', 'r'))
	} catch {
		// As many as there may be.
	}
	return { [Symbol.dispose]: () => held.forEach(closeSync) }
}

const register = new URL('../typescript/register.js', import.meta.url).href

/** Runs a script of ours in a process that may open few files: as many as Node reads at once when it loads the packages, and some more. @returns what it prints. */
export function runWithFewFiles(script: string, ...args: readonly string[]): string {
	const limited = ['-c', 'ulimit -n 300; exec "$@"', 'sh', process.execPath, '--import', register, script]
	// One that waits for what never comes is the failure that is looked for.
	return execFileSync('sh', [...limited, ...args], {
		encoding: 'utf8',
		timeout: 60_000,
		killSignal: 'SIGKILL',
	})
}
