/**
 * What a `rootless-matrix.config.mjs` needs. It is loaded while the harness reads its checks and rules, so this may load neither:
 * each would wait for the other.
 */
export {
	always,
	type CheckDefinition,
	type CheckModule,
	condition,
	type Condition,
	defineChecks,
} from '#suites/plugin'
export { definePlugins, type Plugin, type PluginConfig } from './plugin-config.ts'
export type { Provider } from '#images/providers'
export type { Rule } from '#results'
