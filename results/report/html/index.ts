export { assets as pageAssets, builtAssets as builtPageAssets } from './assets.ts'
export { shellWord } from './client/model/model.js'
export { htmlDocument, htmlText, pageStyle, reportHtml } from './html.ts'
export { pageData } from './build-page.ts'
