import { stat } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { ConfigurationError } from '../errors/index.ts'
import { watchImports } from './own-imports.ts'
import { kindOf } from '../files/index.ts'

/** Names the file with a site's own checks, rules and providers, in every process of the harness; empty: there is none. */
export const configVariable = 'ROOTLESS_MATRIX_CONFIG'

/** Set where that file was found, and not named by anybody. */
export const foundVariable = 'ROOTLESS_MATRIX_CONFIG_FOUND'

/** As this layer sees it: who uses a part knows what it is. */
export interface LoadedPlugin {
	readonly name: string
	readonly checks?: readonly unknown[] | undefined
	readonly rules?: readonly unknown[] | undefined
	readonly providers?: readonly unknown[] | undefined
}

const parts = ['checks', 'rules', 'providers'] as const

/** @throws ConfigurationError for a file that cannot be loaded, or whose default export is something else. */
export async function loadConfig(path: string): Promise<readonly LoadedPlugin[]> {
	// Node would wait for a pipe's writer, and no signal would end that. What is not there it says itself.
	const found = await stat(path).catch(() => undefined)
	if (found !== undefined && !found.isFile()) throw wrong(path, `it is ${kindOf(found)}`)
	let loaded: { readonly default?: { readonly plugins?: unknown } }
	const left = (code: number) => {
		if (code <= 1) process.exitCode = 3
		process.stderr.write(`rootless-matrix: ${path} ended the process while it was loaded.\n`)
	}
	process.once('exit', left)
	if (process.env[foundVariable]) watchImports(pathToFileURL(path).href)
	try {
		loaded = (await import(pathToFileURL(path).href)) as typeof loaded
	} catch (cause) {
		throw new ConfigurationError(`cannot load ${path}`, { cause, hint: hintFor(path, cause) })
	} finally {
		process.off('exit', left)
	}
	const { plugins } = loaded.default ?? {}
	if (!Array.isArray(plugins)) throw wrong(path, 'its default export has no list `plugins`')
	const names = new Set<string>()
	for (const plugin of plugins as LoadedPlugin[]) {
		if (typeof plugin?.name !== 'string' || plugin.name === '') throw wrong(path, 'a plug-in has no `name`')
		if (names.has(plugin.name)) throw wrong(path, `two plug-ins are called "${plugin.name}"`)
		names.add(plugin.name)
		for (const part of parts)
			if (plugin[part] !== undefined && !isListOfObjects(plugin[part]))
				throw wrong(path, `\`${part}\` of the plug-in "${plugin.name}" is no list of objects`)
	}
	return plugins as LoadedPlugin[]
}

const isListOfObjects = (value: unknown): boolean =>
	Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null)

const form = 'It is a module whose default export is { plugins: [{ name, checks, rules, providers }] }.'

/** What to do about a file that Node refuses, by what Node said. */
export function hintFor(path: string, cause: unknown): string {
	if (path.endsWith('.ts') && !('typescript' in process.features))
		return 'This Node reads no TypeScript: take Node 22.18 or newer, or write the file as rootless-matrix.config.mjs.'
	// What Node says where a package.json makes it CommonJS, as `npm init -y` does.
	if (cause instanceof SyntaxError && /outside a module|Unexpected token 'export'/.test(cause.message))
		return 'Node takes it for CommonJS: say "type": "module" in the package.json beside or above it, or call it rootless-matrix.config.mjs.'
	return form
}

const wrong = (path: string, what: string) =>
	new ConfigurationError(`${path}: ${what}`, {
		hint: form,
	})

const path = process.env[configVariable]

/** Those of this process, in the order of the file; none where no file is named. */
export const plugins: readonly LoadedPlugin[] = path ? await loadConfig(path) : []
