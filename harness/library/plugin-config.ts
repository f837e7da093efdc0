import type { Provider } from '#images/providers'
import type { Rule } from '#results'
import type { CheckModule } from '#suites'

/** What a site adds to the harness, for `rootless-matrix.config.mjs`. */
export interface Plugin {
	readonly name: string
	/** Asked in every cell where they apply, after the product's own. */
	readonly checks?: readonly CheckModule[] | undefined
	/** Known issues beside those that are shipped. */
	readonly rules?: readonly Rule[] | undefined
	/** Whose builds a matrix can name: `docker: mine:27.5`. */
	readonly providers?: readonly Provider[] | undefined
}

/** The default export of `rootless-matrix.config.mjs`, `.js` or `.ts`. */
export interface PluginConfig {
	readonly plugins: readonly Plugin[]
}

/** Says its type, and gives it back. */
export const definePlugins = (config: PluginConfig): PluginConfig => config
