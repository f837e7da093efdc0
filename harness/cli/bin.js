#!/usr/bin/env node
// The sources are TypeScript and run as they are: tsx strips the types, so there is no build to be stale.

// tsx keeps what it made of them in a directory of the temporary directory that anybody may have put there before.
process.env.TSX_DISABLE_CACHE = '1'
try {
	const { register } = await import('tsx/esm/api')
	register()
	await import('./main.ts')
} catch (error) {
	// Nothing that says it better is loaded. Without this Node would end with 1, which says that a check failed.
	const reason = error instanceof Error ? error.message : String(error)
	process.stderr.write(
		`rootless-matrix: its own code cannot be loaded: ${reason}\nHas \`npm ci\` been run?\n`,
	)
	process.exitCode = 3
}
