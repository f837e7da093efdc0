import { ConfigurationError } from '#results/errors'
import { plugins } from '#results/plugins'
import type { Provider } from './provider.ts'

/** @throws ConfigurationError naming the plug-in, for a provider that is none or whose prefix is taken. */
export function pluginProviders(own: readonly Provider[], of = plugins): readonly Provider[] {
	const prefixes = new Set(own.map(({ prefix }) => prefix))
	return of.flatMap(({ name, providers = [] }) =>
		(providers as Provider[]).map((provider) => {
			const { prefix, about, docker, rootlesskit, kernel } = provider
			const refuse = (what: string) =>
				new ConfigurationError(`the plug-in "${name}": its provider "${prefix}" ${what}`, {
					hint: 'The type `Provider` of rootless-matrix/plugin says what one is, and docs/contributing/adding-a-provider.md of the repository.',
				})
			if (!/^[a-z][a-z0-9-]*$/.test(prefix)) throw refuse('has no `prefix` such as `mine`')
			if (prefixes.has(prefix)) throw refuse('has a prefix that another one has')
			prefixes.add(prefix)
			if (typeof about !== 'string') throw refuse('has no sentence `about` it')
			const offers = [docker, rootlesskit, kernel].filter((offer) => offer !== undefined)
			if (offers.length === 0) throw refuse('has nothing for any axis')
			if (
				offers.some((offer) =>
					(['parse', 'slug', 'pins'] as const).some((name) => typeof offer[name] !== 'function'),
				)
			)
				throw refuse('lacks `parse`, `slug` or `pins` for an axis')
			return provider
		}),
	)
}
