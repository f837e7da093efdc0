import { ConfigurationError } from '../errors/index.ts'
import { configVariable, plugins } from '../plugins/index.ts'
import { type Rule } from './rule.ts'
import { ruleProblems } from './rule-problems.ts'

/** What refuses a rule of a plug-in: the file, the plug-in and the rule, and what is wrong with it. */
export const wrongRule = (plugin: string, id: unknown, problems: readonly string[]): ConfigurationError => {
	const file = process.env[configVariable]
	return new ConfigurationError(
		`${file ? `${file}: ` : ''}the plug-in "${plugin}": its rule "${String(id)}": ${problems.join('\n  ')}`,
		{
			hint: 'Mend the rule: it excuses nothing before. The type `Rule` of rootless-matrix/plugin says what one is; docs/guide/plugins.md of the repository has an example.',
		},
	)
}

/** @throws ConfigurationError naming the plug-in, for a rule that is none or whose id is taken. */
export function pluginRules(own: readonly Rule[], of = plugins): readonly Rule[] {
	const ids = new Set(own.map(({ id }) => id))
	const added = of.flatMap(({ name, rules = [] }) =>
		(rules as Rule[]).map((rule) => {
			const problems = ruleProblems(rule)
			if (problems.length > 0) throw wrongRule(name, rule.id, problems)
			if (ids.has(rule.id))
				throw wrongRule(name, rule.id, ['`id`: expected one of its own, found one that another rule has'])
			ids.add(rule.id)
			return { name, rule: { ...rule, expect: 'fail' } as const }
		}),
	)
	for (const { name, rule } of added) {
		const strange = rule.precedes?.filter((id) => !ids.has(id)) ?? []
		if (strange.length > 0)
			throw wrongRule(
				name,
				rule.id,
				strange.map((id) => `\`precedes\`: expected ids of rules, found "${id}", which no rule has`),
			)
	}
	return added.map(({ rule }) => rule)
}
