import { type Rule, strayEntries, wrongRule } from '#results/expectations'
import { plugins } from '#results/plugins'
import type { Ways } from '../check/definition.ts'

/**
 * What the rules of plug-ins say of checks: their shape was looked at where they were loaded, which knows no checks.
 * @throws ConfigurationError for a rule about a check, a way or a form that there is not
 */
export function checkPluginRules(ids: readonly string[], waysOf: (id: string) => Ways, of = plugins): void {
	for (const { name, rules = [] } of of)
		for (const rule of rules as Rule[]) {
			const stray = Object.keys(rule.checks).flatMap((check) => [
				...strayEntries(rule, check, { checks: ids, waysOf }),
			])
			const problems = stray.map(({ check, kind, message }) =>
				kind === 'unknown-check'
					? `\`checks["${check}"]\`: expected the id of a check, as \`rootless-matrix checks\` lists them, found "${check}"`
					: `\`checks["${check}"]\`: expected ${inWords(waysOf(check ?? ''))}, found one that it does not have: ${message}`,
			)
			if (problems.length > 0) throw wrongRule(name, rule.id, problems)
		}
}

const inWords = (ways: Ways): string =>
	`its ways and their forms (${Object.entries(ways)
		.map(([way, kinds]) => `${way}: ${kinds.join(', ')}`)
		.join('; ')})`
