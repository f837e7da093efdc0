export { namesUnder, replaceAtomic, syncFile as syncFolder, writeAtomic } from '#results/files'
