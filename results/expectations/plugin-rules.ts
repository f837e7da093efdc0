import { ConfigurationError } from '../errors/index.ts'
import { plugins } from '../plugins/index.ts'
import type { Rule } from './rule.ts'

/** @throws ConfigurationError naming the plug-in, for a rule that is none or whose id is taken. */
export function pluginRules(own: readonly Rule[], of = plugins): readonly Rule[] {
	const ids = new Set(own.map(({ id }) => id))
	return of.flatMap(({ name, rules = [] }) =>
		(rules as Rule[]).map((rule) => {
			const refuse = (what: string) =>
				new ConfigurationError(`the plug-in "${name}": its rule "${rule.id}" ${what}`, {
					hint: 'The type `Rule` of rootless-matrix/plugin says what one is; docs/guide/plugins.md of the repository has an example.',
				})
			if (ids.has(rule.id)) throw refuse('has an id that another one has')
			ids.add(rule.id)
			for (const key of ['id', 'title', 'because', 'see', 'severity'] as const)
				if (typeof rule[key] !== 'string') throw refuse(`has no \`${key}\``)
			if (typeof rule.when !== 'object') throw refuse('has no conditions, `when`')
			if (typeof rule.checks !== 'object' || Object.keys(rule.checks).length === 0)
				throw refuse('names no `checks`')
			return { ...rule, expect: 'fail' }
		}),
	)
}
