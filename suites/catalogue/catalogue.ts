import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FormKind, Reasons } from '#results'
import type { CheckDefinition, CheckModule, Ways } from '../check/definition.ts'
import { withPlugins } from './plugin-checks.ts'
import { checkPluginRules } from './plugin-rules.ts'

const suites = join(import.meta.dirname, '..')

/** Every `*.checks.ts` file of suites/, in the order of the checks, and then those of plug-ins. */
export const checkModules: readonly CheckModule[] = withPlugins(await readModules())

async function readModules(): Promise<CheckModule[]> {
	const paths = readdirSync(suites, { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.checks.ts'))
		.sort()
	const read = paths.map(async (path) => {
		const url = pathToFileURL(join(suites, path)).href
		return ((await import(/* @vite-ignore */ url)) as { readonly default: CheckModule }).default
	})
	return inOrder(await Promise.all(read))
}

/** A module without an order of its own comes late, and the last ones say so. */
function inOrder(modules: readonly CheckModule[]): CheckModule[] {
	return modules.toSorted((a, b) => (a.order ?? 900) - (b.order ?? 900))
}

/** Every check there is, in the order of results: the daemon's first, since it explains the rest, its restarts last. */
export const catalogue: readonly CheckDefinition[] = checkModules.flatMap(({ checks }) => checks)

/** The ids of those that are asked where nothing names any, in the same order. */
export const askedByDefault: readonly string[] = catalogue.flatMap(({ id, onDemand }) =>
	onDemand === undefined ? [id] : [],
)

/** In Chinese why checks are not asked somewhere, as their conditions bring it; each once. */
export const chineseReasons: Reasons = [...new Set(catalogue.flatMap(({ applies }) => applies.chinese ?? []))]

/** @throws RangeError for an id that is not in the catalogue. */
export function catalogueEntry(id: string): CheckDefinition {
	const entry = catalogue.find((one) => one.id === id)
	if (!entry) throw new RangeError(`"${id}" is not in the catalogue of checks`)
	return entry
}

/**
 * The container or network that a check stands on: the daemon refused it, or gave it no address. No check asks this way by
 * itself, and each may meet it.
 */
const daemon: readonly FormKind[] = ['daemon-refused', 'daemon-down', 'missing']

/** The ways of a check, with the forms in which each may fail. @throws RangeError for an id that is not in the catalogue. */
export const waysOf = (id: string): Ways => ({ daemon, ...catalogueEntry(id).ways })

checkPluginRules(
	catalogue.map(({ id }) => id),
	waysOf,
)
