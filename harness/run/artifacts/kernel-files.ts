import type { PartOrigin } from '#results'
import type { DevicePlan, Presence } from '#vm'

/** A kernel ready to boot, for one state of br_netfilter. */
export interface KernelFiles {
	readonly release: string
	readonly vmlinuz: string
	readonly initrd: string
	/** ext4, for /usr/lib/modules; without br_netfilter when that is to be absent. */
	readonly modulesImage: string
	/** The VM that it boots in, where that is not the default one. */
	readonly devices?: DevicePlan | undefined
	/** Whether the kernel has br_netfilter, where that is known before it boots. */
	readonly brNetfilter?: Presence | undefined
	/** Which of these modules it neither has nor has built in. */
	readonly missing?: ((names: readonly string[]) => Promise<string[]>) | undefined
	readonly origins: readonly PartOrigin[]
}
