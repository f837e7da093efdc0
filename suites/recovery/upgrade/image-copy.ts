import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { dockerApi } from '../../fixtures/docker.ts'

/** An image, as `docker save` gives it. */
export interface ImageCopy {
	/** Into the daemon that runs now. */
	load(): Promise<void>
}

/** Takes an image out of the daemon that runs now, for one that has other data. */
export async function copyImage(name: string): Promise<ImageCopy> {
	const saved = await buffer(await (await dockerApi()).getImage(name).get())
	return {
		async load() {
			const dockerode = await dockerApi()
			const answer = await dockerode.loadImage(Readable.from([saved]))
			// The image is there when the answer has ended.
			await buffer(answer)
			await dockerode.getImage(name).inspect()
		},
	}
}
