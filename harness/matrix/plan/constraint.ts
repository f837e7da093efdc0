import type { GuestLimit } from '#images/providers'

/** What constraints speak about; a facet of a value that is not known yet is undefined. */
export interface Facets {
	readonly networkDriver: string | undefined
	readonly portDriver: string | undefined
	/** Whether the RootlessKit asked for has a pasta driver, as far as its version tells. */
	readonly rootlesskitWithPasta: 'yes' | 'no' | undefined
	/** Whether it has the pesto port driver. */
	readonly rootlesskitWithPesto: 'yes' | 'no' | undefined
	/** Whether it has gvisor-tap-vsock, as a network and as a port driver. */
	readonly rootlesskitWithGvisor: 'yes' | 'no' | undefined
	/** Whether the kernel has br_netfilter, where its value tells. */
	readonly kernelBrNetfilter: 'builtin' | 'missing' | undefined
	readonly brNetfilter: string | undefined
	/** What of the guest's limits the packages asked for break. */
	readonly dockerBeyondGuest: GuestLimit | undefined
	readonly networkBeyondGuest: GuestLimit | undefined
	/** What an upgrade would be of, where it would be none. */
	readonly upgradeOf: 'itself' | undefined
}

/** A combination that cannot be run: where `when` holds, each facet of `requires` must be one of its values. */
export interface Constraint {
	readonly id: string
	readonly when: { readonly [F in keyof Facets]?: Facets[F] }
	readonly requires: { readonly [F in keyof Facets]?: readonly NonNullable<Facets[F]>[] }
	readonly reason: string
}
