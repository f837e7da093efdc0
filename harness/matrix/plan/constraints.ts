import { inRange, type Axes } from '#results'
import { axisParsers, type NetworkValue } from '../axes/index.ts'

/** What constraints speak about; a facet of a value that is not known yet is undefined. */
interface Facets {
	readonly networkDriver: NetworkValue['driver'] | undefined
	readonly portDriver: string | undefined
	/** Whether the RootlessKit asked for has a pasta driver, as far as its version tells. */
	readonly rootlesskitWithPasta: 'yes' | 'no' | undefined
}

export interface Constraint {
	readonly id: string
	readonly when: { readonly [F in keyof Facets]?: Facets[F] }
	readonly requires: { readonly [F in keyof Facets]?: readonly NonNullable<Facets[F]>[] }
	readonly reason: string
}

/** Combinations that cannot be run at all; what runs and fails is an expectation's business. */
export const constraints: readonly Constraint[] = [
	{
		id: 'pasta-needs-implicit',
		when: { networkDriver: 'pasta' },
		requires: { portDriver: ['implicit'] },
		reason: 'pasta forwards ports itself, and RootlessKit rejects any port driver but "implicit" with it',
	},
	{
		id: 'implicit-needs-pasta',
		when: { portDriver: 'implicit' },
		requires: { networkDriver: ['pasta'] },
		reason: 'the "implicit" port driver leaves forwarding to the network driver, and only pasta does it',
	},
	{
		id: 'slirp4netns-ports-need-slirp4netns',
		when: { portDriver: 'slirp4netns' },
		requires: { networkDriver: ['slirp4netns'] },
		reason: 'the "slirp4netns" port driver speaks to slirp4netns, so the network must be slirp4netns',
	},
	{
		id: 'pasta-needs-rootlesskit-2',
		when: { networkDriver: 'pasta' },
		requires: { rootlesskitWithPasta: ['yes'] },
		reason: 'RootlessKit 1 (Debian 12 brings 1.1.0) has no pasta driver',
	},
]

function rootlesskitWithPasta({ rootlesskit, docker }: Partial<Axes>): Facets['rootlesskitWithPasta'] {
	if (rootlesskit === undefined) return undefined
	const [from, asked] = rootlesskit === 'bundled' ? ['docker', docker] : ['rootlesskit', rootlesskit]
	// A directory's name is no version, even if it looks like one.
	const version = /^(?:debian|upstream):(.+)$/.exec(asked ?? '')?.[1] ?? ''
	// Debian 12 brings docker 20.10 and RootlessKit 1.1.0; its next release has 26.1 and 2.0.2.
	const old = inRange('program', version, { before: from === 'docker' ? '21.0' : '2.0' })
	return old === undefined ? undefined : old ? 'no' : 'yes'
}

function facetsOf(axes: Partial<Axes>): Facets {
	const network = axes.network === undefined ? undefined : axisParsers.network(axes.network)
	return {
		networkDriver: network !== undefined && 'value' in network ? network.value.driver : undefined,
		portDriver: axes.portDriver,
		rootlesskitWithPasta: rootlesskitWithPasta(axes),
	}
}

/** The constraints that a cell breaks; what is not known yet breaks none. */
export function violations(axes: Partial<Axes>): readonly Constraint[] {
	const facets = facetsOf(axes)
	const keys = Object.keys(facets) as (keyof Facets)[]
	return constraints.filter(({ when, requires }) => {
		const applies = keys.every((key) => when[key] === undefined || when[key] === facets[key])
		const holds = keys.every((key) => {
			const allowed: readonly unknown[] | undefined = requires[key]
			return allowed === undefined || facets[key] === undefined || allowed.includes(facets[key])
		})
		return applies && !holds
	})
}
