import { check } from './support/check.ts'
import { type Builder, builders, reachPeerInBuild } from './support/build.ts'

check('build.network', async ({ facts, signal }, record) => {
	// Both are parts of dockerd: its version is theirs.
	if (facts.stack.dockerd !== undefined) record.observe('dockerd', facts.stack.dockerd)
	for (const builder of Object.keys(builders) as Builder[]) {
		const reached = await reachPeerInBuild(facts.probeImage, builder, signal)
		if ('source' in reached) record.observe(`source.${builder}`, reached.source)
		record.way(builder, 'source' in reached ? undefined : reached)
	}
})
