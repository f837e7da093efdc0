import { z } from 'zod'
import type { CellRecord } from '../../schema/index.ts'
import { type KernelOption, kernelOptions, type OptionValue } from './options.ts'

const moduleState = z.enum(['loaded', 'built-in', 'unloaded', 'absent'])
/** `unloaded`: the module lies there and nobody loaded it. `absent`: there is none. */
type ModuleState = z.infer<typeof moduleState>

/** What `kernel.facts` records; read leniently, since a run of an older harness recorded less, and a guest may lie. */
const recorded = z.object({
	host: z.record(z.string(), z.json()),
	options: z.record(z.string(), z.enum(['y', 'm', 'n'])).optional(),
})

/** What is known of the kernel that a cell ran. */
export interface KernelFacts {
	readonly release: string
	/** Undefined when no configuration was available: not every kernel's package brings one. */
	readonly options?: Readonly<Partial<Record<KernelOption, OptionValue>>>
	readonly modules: Readonly<Record<string, ModuleState>>
}

/** The facts that a cell's `kernel.facts` recorded; undefined when it recorded none that can be read. */
export function kernelFactsOf(cell: CellRecord): KernelFacts | undefined {
	const check = cell.checks.find(({ id }) => id === 'kernel.facts')
	// A check that did not hold found another kernel than the cell's.
	if (check?.verdict !== 'pass') return undefined
	const read = recorded.safeParse(check.observations)
	if (!read.success) return undefined
	const { host, options } = read.data
	const modules = Object.entries(host).flatMap(([key, value]) => {
		const state = moduleState.safeParse(value)
		return key.startsWith('module.') && state.success ? [[key.slice('module.'.length), state.data]] : []
	})
	const release = typeof host.release === 'string' ? host.release : (cell.stack.kernelRelease ?? '')
	return {
		release,
		modules: Object.fromEntries(modules) as Record<string, ModuleState>,
		...(options && Object.keys(options).length > 0 ? { options } : {}),
	}
}

/** Why a kernel lacks something. `not-built` is also an option that its configuration does not name. */
export type Lack =
	| { readonly why: 'not-built' }
	| { readonly why: 'no-module'; readonly value?: OptionValue }
	| { readonly why: 'not-loaded'; readonly value?: OptionValue }

/**
 * What keeps an option from working in this kernel; undefined when nothing does, or nothing is known. A module that
 * nobody loaded counts only where `autoloaded` is false: the kernel asks for most of them itself.
 */
export function lackOf(
	option: KernelOption,
	{ options, modules }: KernelFacts,
	{ autoloaded }: { readonly autoloaded: boolean },
): Lack | undefined {
	const value = options?.[option]
	const module = kernelOptions[option]
	const state = module === undefined ? undefined : modules[module]
	if (value === 'y' || state === 'loaded' || state === 'built-in') return undefined
	if (state === 'unloaded') return autoloaded ? undefined : { why: 'not-loaded', ...(value ? { value } : {}) }
	if (options !== undefined && (value === undefined || value === 'n')) return { why: 'not-built' }
	return state === 'absent' ? { why: 'no-module', ...(value ? { value } : {}) } : undefined
}
