#!/usr/bin/env node
// The sources are TypeScript and run as they are, so there is no build to be stale.
try {
	await import('../../vm/host/typescript/register.js')
	await import('./main.ts')
} catch (error) {
	// Nothing that says it better is loaded. Without this Node would end with 1, which says that a check failed.
	const reason = error instanceof Error ? error.message : String(error)
	process.stderr.write(
		`rootless-matrix: its own code cannot be loaded: ${reason}\nHas \`npm ci\` been run?\n`,
	)
	process.exitCode = 3
}
