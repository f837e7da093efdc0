import { randomBytes } from 'node:crypto'
import type { GuestAddress } from '../../guest/connect.ts'
import type { Guest } from '../../guest/guest.ts'
import type { Bounded } from '../../process/bounded.ts'
import type { VmIdentity } from '../files.ts'

/** In the base image: images/guest/rootfs. */
const script = '/usr/lib/rootless-matrix/go-on'

/** As much as the kernel's generator takes in. */
const SEED_BYTES = 512

/**
 * Tells a guest that goes on from a snapshot what it cannot know: the time, that its random numbers are not its own, and
 * who it is. The connection stays; how the next one gets in is returned.
 */
export async function goOn(
	guest: Guest,
	address: GuestAddress,
	{ client, host }: VmIdentity,
	bounded: Bounded = {},
): Promise<GuestAddress> {
	const seed = randomBytes(SEED_BYTES).toString('hex')
	const now = (Date.now() / 1000).toFixed(3)
	const stdin = [now, seed, client.publicKey, host.publicKey, host.privateKey].join('\n')
	await guest.check([script], { ...bounded, stdin })
	return { ...address, privateKey: client.privateKey, hostKey: host.publicKey }
}
