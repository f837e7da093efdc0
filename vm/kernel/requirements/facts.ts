import type { KernelSet } from '../set/index.ts'

/** Whether the kernel has something, and where it lies: in the kernel itself, or in a file that can be loaded. */
export type Presence = 'builtin' | 'module' | 'missing' | 'unknown'

/** Why something is missing: it was not built, its file is not there, or (no configuration at hand) one of these. */
export type Absence = 'not-built' | 'not-given' | 'not-found'

export interface Answer {
	readonly presence: Presence
	readonly absence?: Absence | undefined
}

/** Of a set of files, all that decides what its kernel can do. */
export type KernelFacts = Pick<KernelSet, 'image' | 'config' | 'modules'>

/** Looks a thing up by the options and the modules that any of them makes it; modules that are there come before what a configuration says. */
export function lookUp(
	{ image, config, modules }: KernelFacts,
	{ options, modules: names }: { readonly options: readonly string[]; readonly modules: readonly string[] },
): Answer {
	if (names.some((name) => modules?.builtin?.has(name))) return { presence: 'builtin' }
	const values = options.map((option) => config?.options.get(option))
	if (values.includes('y')) return { presence: 'builtin' }
	if (names.some((name) => modules?.files.has(name))) return { presence: 'module' }
	// An option may be `m` for what is a part of another module, or a module by a name that is not known here.
	if (values.includes('m')) {
		if (names.length > 0 && (modules !== undefined || image !== undefined))
			return { presence: 'missing', absence: 'not-given' }
		return { presence: 'module' }
	}
	const configSays = config?.complete === true || values.some((value) => value === 'n')
	if (configSays) return { presence: 'missing', absence: 'not-built' }
	// Without a configuration only modules can be told, and only where a list says what is built in.
	if (config === undefined && names.length > 0 && modules?.builtin !== undefined)
		return { presence: 'missing', absence: 'not-found' }
	return { presence: 'unknown' }
}
