import { ConfigurationError } from '#results/errors'
import { plugins } from '#results/plugins'
import type { CheckDefinition, CheckModule } from '../check/definition.ts'

/** The product's modules, and then those of plug-ins. @throws ConfigurationError naming the plug-in, for a check that is none or whose id is taken. */
export function withPlugins(own: readonly CheckModule[], of = plugins): readonly CheckModule[] {
	const ids = new Set(own.flatMap(({ checks }) => checks.map(({ id }) => id)))
	const added = of.flatMap(({ name, checks = [] }) => {
		const refuse = (what: string) =>
			new ConfigurationError(`the plug-in "${name}": ${what}`, {
				hint: 'The types of rootless-matrix/plugin say what a check is; docs/guide/plugins.md of the repository has an example.',
			})
		for (const module of checks as CheckModule[]) {
			if (!Array.isArray(module.checks)) throw refuse('one of its `checks` is no module with a list `checks`')
			for (const check of module.checks as CheckDefinition[]) {
				const wrong = complaint(check)
				if (wrong !== undefined) throw refuse(`its check "${check.id}" ${wrong}`)
				if (ids.has(check.id)) throw refuse(`its check "${check.id}" has an id that another one has`)
				ids.add(check.id)
			}
		}
		return checks as CheckModule[]
	})
	return [...own, ...added]
}

/** What JavaScript may have got wrong and a compiler would have said. */
function complaint(check: CheckDefinition): string | undefined {
	if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(check.id)) return 'has no id such as `site.resolver`'
	if (!Array.isArray(check.vantage) || check.vantage.length === 0)
		return 'does not say from where it asks: `vantage`'
	if (typeof check.contract !== 'string') return 'has no `contract`'
	if (typeof check.applies?.holds !== 'function') return 'does not say where it `applies`'
	if (!Array.isArray(check.coverage)) return 'has no list `coverage`'
	if (typeof check.ways !== 'object') return 'has no `ways`'
	return typeof check.run === 'function' ? undefined : 'has no `run`'
}
