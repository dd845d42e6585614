import { createContext, type Dispatch, use, useEffect, useReducer } from "react";
import { isLanguage, type Language } from "../text/language";
import { readAddress, writeAddress } from "./address";
import { changeView, FIRST_VIEW, type View, type ViewAction } from "./view";

const LANGUAGE_KEY = "twin.language";
const WRITE_AFTER_MS = 250;

function rememberedLanguage(): Language {
  const remembered = window.localStorage.getItem(LANGUAGE_KEY);
  return isLanguage(remembered) ? remembered : FIRST_VIEW.language;
}

function readLocation(): View {
  return readAddress(window.location.hash, { ...FIRST_VIEW, language: rememberedLanguage() });
}

/** The view, kept the same as the address: a change is written there, a typed or followed link is read. */
export function useAddressedView(): [View, Dispatch<ViewAction>] {
  const [view, dispatch] = useReducer(changeView, null, readLocation);
  useEffect(() => {
    window.localStorage.setItem(LANGUAGE_KEY, view.language);
    const write = () => window.history.replaceState(null, "", writeAddress(view));
    const timer = window.setTimeout(write, WRITE_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [view]);
  useEffect(() => {
    const restore = () => dispatch({ type: "restored", view: readLocation() });
    window.addEventListener("hashchange", restore);
    return () => window.removeEventListener("hashchange", restore);
  }, []);
  return [view, dispatch];
}

export const ViewContext = createContext<[View, Dispatch<ViewAction>]>([FIRST_VIEW, () => undefined]);

export function useView(): [View, Dispatch<ViewAction>] {
  return use(ViewContext);
}
