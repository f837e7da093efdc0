#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs'

// Whoever reads standard output may have gone: that is no failure.
const failsToPrint = ({ code }) => {
	if (code !== 'EPIPE') process.exitCode = 3
}

// Everything takes paths from there.
const isSomewhere = () => {
	try {
		return process.cwd() !== ''
	} catch {
		return false
	}
}

try {
	const [first, second] = process.argv.slice(2)
	if (second === undefined && (first === '--version' || first === '-V')) {
		// Scripts ask for it often, and no code is needed to answer.
		const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
		process.stdout.on('error', failsToPrint)
		process.stdout.write(`${JSON.parse(manifest).version}\n`)
	} else if (!isSomewhere()) {
		process.stderr.write(
			'rootless-matrix: the current directory is not there any more: it was removed after the shell went there.\n' +
				'Go to one that is there, with cd, and run this again.\n',
		)
		process.exitCode = 2
	} else if (existsSync(new URL('main.ts', import.meta.url))) {
		// A clone: what runs is always made of the sources as they are, so there is no build to be stale.
		const { startClone } = await import('./clone/start.js')
		await startClone()
	} else {
		// No `module.enableCompileCache()`: it keeps code in the system's temporary directory, and runs what somebody else put there.
		await import('../../dist/main.js')
	}
} catch (error) {
	// Nothing that says it better is loaded. Without this Node would end with 1, which says that a check failed.
	const reason = error instanceof Error ? error.message : String(error)
	// `npm pack` runs no script here (see .npmrc), so it packs what was never built as well.
	const unbuilt = ['../../dist/main.js', 'main.ts'].every(
		(name) => !existsSync(new URL(name, import.meta.url)),
	)
	const hint = unbuilt
		? 'This package was packed without being built: run `npm run build` before `npm pack`, and install that.'
		: 'Has `npm ci` been run?'
	process.stderr.write(`rootless-matrix: its own code cannot be loaded: ${reason}\n${hint}\n`)
	process.exitCode = 3
}
