// What a reader would see go wrong in one document that a reading system has laid out in columns: text and pictures that
// stand beyond their page, that are cut off, that cannot be read on their ground, or that are not there.

const SLACK_PX = 1.5; // rounding of columns
const OVERHANG_EM = 0.3; // parts of a line that reach beyond it without harm: hanging marks, slanted letters
const CONTRAST = 4.5; // WCAG 2.2, 1.4.3
const LARGE_CONTRAST = 3;

const path = (element) => {
    const words = (element.textContent || element.getAttribute("alt") || "").trim().replace(/\s+/g, " ").slice(0, 40);
    const kind = element.className && typeof element.className === "string" ? `.${element.className.split(" ")[0]}` : "";
    return `<${element.localName}${kind}> '${words}'`;
};

// The pages of a document: which column a place is in, and how far that reaches.
function columns(doc) {
    const view = doc.defaultView;
    const box = [doc.documentElement, doc.body].find((each) => view.getComputedStyle(each).columnWidth !== "auto");
    if (!box) return null;
    const style = view.getComputedStyle(box);
    const rect = box.getBoundingClientRect();
    const number = (name) => parseFloat(style[name]) || 0;
    const isRtl = style.direction === "rtl";
    const inner = box.clientWidth - number("paddingLeft") - number("paddingRight");
    const gap = number("columnGap");
    const count = Math.max(1, Math.floor((inner + gap + 0.5) / (number("columnWidth") + gap)));
    const width = (inner + gap) / count - gap;
    const start = isRtl ? rect.right - number("paddingRight") : rect.left + number("paddingLeft");
    const top = rect.top + number("paddingTop");
    const bottom = rect.top + box.clientHeight - number("paddingBottom");
    const offset = (from, to) => (isRtl ? start - to : from - start);
    return {
        // How far a box stands out of its column to the side, and out of the page below; in px.
        beyond: ({ left, right, bottom: end }) => {
            const from = offset(left, right);
            const column = Math.floor((from + SLACK_PX) / (width + gap));
            const side = Math.max(from + right - left - column * (width + gap) - width, column * (width + gap) - from);
            return { side, below: end - bottom };
        },
        height: bottom - top,
    };
}

const luminance = ([red, green, blue]) => {
    const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue); // WCAG 2.2, relative luminance
};

const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
};

const colour = (value) => {
    const [red, green, blue, alpha = 1] = (value.match(/[\d.]+/g) ?? []).map(Number);
    return { rgb: [red, green, blue], alpha: value === "transparent" ? 0 : alpha };
};

function ground(element, theme) {
    for (let each = element; each; each = each.parentElement) {
        const { rgb, alpha } = colour(each.ownerDocument.defaultView.getComputedStyle(each).backgroundColor);
        if (alpha === 1) return rgb;
    }
    return theme;
}

const scrolls = (style) => ["auto", "scroll"].includes(style.overflowX);

// `theme` is the colour of the reading system's own ground, as [red, green, blue].
export function faults(doc, theme) {
    const found = new Set();
    const view = doc.defaultView;
    const pages = columns(doc);
    const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const inScroller = (element) => {
        for (let each = element; each && each !== doc.body; each = each.parentElement) {
            if (scrolls(view.getComputedStyle(each))) return true;
        }
        return false;
    };
    const place = (rects, element, size) => {
        for (const rect of rects) {
            if (!rect.width || !rect.height || !pages) continue;
            const { side, below } = pages.beyond(rect);
            if (side > SLACK_PX + size * OVERHANG_EM) found.add(`${Math.round(side)} px beyond the page: ${path(element)}`);
            if (below > SLACK_PX + size * OVERHANG_EM) found.add(`${Math.round(below)} px below the page: ${path(element)}`);
        }
    };
    const walker = doc.createTreeWalker(doc.body, view.NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        if (!node.data.trim() || !isShown(element)) continue;
        const style = view.getComputedStyle(element);
        const size = parseFloat(style.fontSize);
        const range = doc.createRange();
        range.selectNodeContents(node);
        if (!inScroller(element)) place(range.getClientRects(), element, size);
        const isSvg = element.namespaceURI === "http://www.w3.org/2000/svg";
        const text = colour(isSvg ? style.fill : style.color);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        const ratio = contrast(text.rgb, ground(element, theme));
        if (text.alpha === 1 && ratio < (large ? LARGE_CONTRAST : CONTRAST)) {
            found.add(`contrast ${ratio.toFixed(1)}: ${path(element)}`);
        }
    }
    for (const element of doc.body.querySelectorAll("*")) {
        if (!isShown(element)) continue;
        const style = view.getComputedStyle(element);
        if (["img", "svg", "video", "table", "math"].includes(element.localName) && !inScroller(element.parentElement)) {
            place(element.getClientRects(), element, 0);
        }
        if (element.localName === "img" && !(element.complete && element.naturalWidth > 0)) {
            found.add(`not shown: ${path(element)}`);
        }
        const cuts = ["hidden", "clip"];
        const isCut = (cuts.includes(style.overflowX) && element.scrollWidth > element.clientWidth + SLACK_PX)
            || (cuts.includes(style.overflowY) && element.scrollHeight > element.clientHeight + SLACK_PX);
        const isForAll = !element.namespaceURI.endsWith("svg") && element.clientWidth > 2; // else only for screen readers
        if (isCut && isForAll) found.add(`cut off: ${path(element)}`);
    }
    return [...found];
}
