import { brNetfilterOf, bundledRootlessKit } from '#images/providers'
import { type Axes, inRange } from '#results'
import { axisValue } from '../axes.ts'
import type { Constraint, Facets } from './constraint.ts'
import { dockerBeyondGuest, guestConstraints, networkBeyondGuest } from './guest-limits.ts'

/** Combinations that cannot be run at all; what runs and fails is an expectation's business. */
export const constraints: readonly Constraint[] = [
	{
		id: 'pasta-needs-implicit',
		when: { networkDriver: 'pasta' },
		requires: { portDriver: ['implicit', 'pesto'] },
		reason:
			'pasta forwards ports itself, and RootlessKit rejects any port driver but "implicit" and "pesto" with it',
	},
	{
		id: 'implicit-needs-pasta',
		when: { portDriver: 'implicit' },
		requires: { networkDriver: ['pasta'] },
		reason: 'the "implicit" port driver leaves forwarding to the network driver, and only pasta does it',
	},
	{
		id: 'pesto-needs-pasta',
		when: { portDriver: 'pesto' },
		requires: { networkDriver: ['pasta'] },
		reason: 'the "pesto" port driver speaks to pasta, so the network must be pasta',
	},
	{
		id: 'pesto-needs-rootlesskit-3-1',
		when: { portDriver: 'pesto' },
		requires: { rootlesskitWithPesto: ['yes'] },
		reason: 'RootlessKit has the "pesto" port driver from 3.1.0 on (rootlesskit #616)',
	},
	{
		id: 'gvisor-ports-need-gvisor',
		when: { portDriver: 'gvisor-tap-vsock' },
		requires: { networkDriver: ['gvisor-tap-vsock'] },
		reason: 'the "gvisor-tap-vsock" port driver is a part of that network driver',
	},
	{
		id: 'gvisor-needs-rootlesskit-3',
		when: { networkDriver: 'gvisor-tap-vsock' },
		requires: { rootlesskitWithGvisor: ['yes'] },
		reason: 'RootlessKit has gvisor-tap-vsock from 3.0.0 on',
	},
	{
		id: 'slirp4netns-ports-need-slirp4netns',
		when: { portDriver: 'slirp4netns' },
		requires: { networkDriver: ['slirp4netns', 'default'] },
		reason: 'the "slirp4netns" port driver speaks to slirp4netns, so the network must be slirp4netns',
	},
	{
		id: 'pasta-needs-rootlesskit-2',
		when: { networkDriver: 'pasta' },
		requires: { rootlesskitWithPasta: ['yes'] },
		reason: 'RootlessKit 1 (Debian 12 brings 1.1.0) has no pasta driver',
	},
	{
		id: 'no-br-netfilter-is-absent',
		when: { kernelBrNetfilter: 'missing' },
		requires: { brNetfilter: ['absent'] },
		reason: 'a kernel whose config lacks br_netfilter has none that could be loaded',
	},
	{
		id: 'builtin-br-netfilter-is-loaded',
		when: { kernelBrNetfilter: 'builtin' },
		requires: { brNetfilter: ['loaded'] },
		reason: 'br_netfilter that is built into a kernel is always there',
	},
	{
		id: 'upgrade-is-from-another',
		when: { upgradeOf: 'itself' },
		requires: { upgradeOf: [] },
		reason: 'a Docker is not upgraded from itself',
	},
	...guestConstraints,
]

function kernelBrNetfilter({ kernel }: Partial<Axes>): Facets['kernelBrNetfilter'] {
	const value = kernel === undefined ? undefined : axisValue('kernel', kernel)
	return value && brNetfilterOf(value)
}

/** Whether the RootlessKit asked for is of this version or a later one, as far as its version tells. */
const rootlesskitFrom =
	(first: string) =>
	(axes: Partial<Axes>): 'yes' | 'no' | undefined => {
		const old = inRange('program', rootlesskitVersion(axes) ?? '', { before: first })
		return old === undefined ? undefined : old ? 'no' : 'yes'
	}

function rootlesskitVersion({ rootlesskit, docker }: Partial<Axes>): string | undefined {
	const value = rootlesskit === undefined ? undefined : axisValue('rootlesskit', rootlesskit)
	if (value !== 'bundled') return value?.version
	return docker === undefined ? undefined : bundledVersion(docker)
}

/** The RootlessKit that a docker value brings; where no table has it, one of its time (RootlessKit 2 came with 25.0). */
function bundledVersion(text: string): string | undefined {
	const docker = axisValue('docker', text)
	if (docker?.version === undefined) return undefined
	const isOld = inRange('program', docker.version, { before: '25.0' }) === true
	return bundledRootlessKit(docker) ?? (isOld ? '1.1.0' : '2.0.2')
}

const networkDriver = ({ network }: Partial<Axes>): Facets['networkDriver'] =>
	network === undefined ? undefined : axisValue('network', network)?.driver

/** Each facet, and the axes that it is made of. */
const facets: {
	readonly [F in keyof Facets]: {
		readonly axes: readonly (keyof Axes)[]
		readonly of: (axes: Partial<Axes>) => Facets[F]
	}
} = {
	networkDriver: { axes: ['network'], of: networkDriver },
	portDriver: { axes: ['portDriver'], of: ({ portDriver }) => portDriver },
	rootlesskitWithPasta: { axes: ['rootlesskit', 'docker'], of: rootlesskitFrom('2.0') },
	rootlesskitWithPesto: { axes: ['rootlesskit', 'docker'], of: rootlesskitFrom('3.1.0') },
	rootlesskitWithGvisor: { axes: ['rootlesskit', 'docker'], of: rootlesskitFrom('3.0.0') },
	kernelBrNetfilter: { axes: ['kernel'], of: kernelBrNetfilter },
	brNetfilter: { axes: ['brNetfilter'], of: ({ brNetfilter }) => brNetfilter },
	dockerBeyondGuest: { axes: ['guest', 'docker', 'upgradeFrom'], of: dockerBeyondGuest },
	networkBeyondGuest: { axes: ['guest', 'network'], of: networkBeyondGuest },
	upgradeOf: {
		axes: ['docker', 'upgradeFrom'],
		of: ({ docker, upgradeFrom }) => (docker !== undefined && docker === upgradeFrom ? 'itself' : undefined),
	},
}
const facetNames = Object.keys(facets) as (keyof Facets)[]

/** The axes that a constraint looks at. */
export function axesOf({ when, requires }: Constraint): (keyof Axes)[] {
	const used = facetNames.filter((name) => when[name] !== undefined || requires[name] !== undefined)
	return [...new Set(used.flatMap((name) => facets[name].axes))]
}

/** Whether a cell breaks a constraint; what is not known yet breaks none. */
export function breaks({ when, requires }: Constraint, axes: Partial<Axes>): boolean {
	const applies = facetNames.every((name) => when[name] === undefined || when[name] === facets[name].of(axes))
	return (
		applies &&
		facetNames.some((name) => {
			const allowed: readonly unknown[] | undefined = requires[name]
			const value = allowed === undefined ? undefined : facets[name].of(axes)
			return value !== undefined && allowed?.includes(value) === false
		})
	)
}

/** The constraints that a cell breaks. */
export const violations = (axes: Partial<Axes>): readonly Constraint[] =>
	constraints.filter((constraint) => breaks(constraint, axes))
