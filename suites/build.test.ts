import { check } from './support/check.ts'
import { type Builder, builders, mustReachPeerInBuild } from './support/build.ts'

check('build.network', async ({ facts, signal }, record) => {
	// Both are parts of dockerd: its version is theirs.
	if (facts.stack.dockerd !== undefined) record.observe('dockerd', facts.stack.dockerd)
	for (const builder of Object.keys(builders) as Builder[])
		record.observe(`source.${builder}`, await mustReachPeerInBuild(facts.probeImage, builder, signal))
})
