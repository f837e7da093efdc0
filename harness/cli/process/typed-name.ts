import { basename, delimiter, dirname, isAbsolute, relative } from 'node:path'
import { shellQuote } from '#vm/host'

/** How the process was started. */
interface Started {
	/** The script, absolute, as Node was given it; undefined: nobody knows. */
	readonly script?: string | undefined
	readonly env: NodeJS.ProcessEnv
	readonly cwd?: string | undefined
}

/** What somebody types to start this again: the name alone where it is in PATH, else `npx …` or `node …`. */
export function typedName({ script, env, cwd = process.cwd() }: Started): string {
	const name = 'rootless-matrix'
	if (script === undefined || !isAbsolute(script)) return name
	// What npm sets for what it starts, a script of a package.json as well: its PATH is not the shell's.
	if (env.npm_command !== undefined || env.npm_execpath !== undefined) return `npx ${name}`
	if ((env.PATH ?? '').split(delimiter).includes(dirname(script)) && basename(script) === name) return name
	if (/\/node_modules\//.test(script)) return `npx ${name}`
	const near = relative(cwd, script)
	return `node ${shellQuote(near.startsWith('../../..') ? script : near)}`
}
