"""The words and endings by which nynorsk and bokmål meet, and words that mean nearly the same.

Add to these lists freely: one pair or one group at a time, in lower case. Nothing here is shown to
anybody; it only decides which texts are found together. `tests/domain/test_similarity.py` measures
what an addition is worth.
"""

# Whole words, nynorsk=bokmål. For words that occur inside others, use `PARTS`.
WHOLE_WORDS = """
ikkje=ikke inkje=ingenting eg=jeg ho=hun me=vi dei=de dykk=dere dykkar=deres deira=deres ein=en
ei=en eit=et éin=en éi=en kva=hva kven=hvem korleis=hvordan kvifor=hvorfor kor=hvor kvar=hver
kvart=hvert kvarandre=hverandre kvarandres=hverandres kvardag=hverdag kvardagen=hverdagen nokon=noen
nokre=noen nokor=noen noko=noe mykje=mye meir=mer fleire=flere betre=bedre berre=bare òg=også
au=også åleine=alene difor=derfor medan=mens sidan=siden no=nå då=da utan=uten innan=innen
attende=tilbake att=igjen vert=blir vart=ble vorte=blitt verte=bli vere=være vera=være gje=gi
gjev=gir gav=ga fekk=fikk veit=vet seier=sier seie=si kjem=kommer koma=komme kome=komme blei=ble
gjeld=gjelder byrje=begynne byrja=begynne sjølv=selv sjøl=selv eigen=egen eiga=egen eige=eget
eigne=egne veke=uke veka=uka veker=uker vekene=ukene vekentleg=ukentlig månad=måned månader=måneder
månadleg=månedlig måndag=mandag tysdag=tirsdag laurdag=lørdag sundag=søndag morgon=morgen haust=høst
hausten=høsten born=barn borna=barna vaksen=voksen vaksne=voksne tal=tall talet=antallet val=valg
valet=valget vala=valgene valt=valgt vel=velger gong=gang gongen=gangen gonger=ganger gongar=ganger
døme=eksempel skilnad=forskjell skilnaden=forskjellen skilnader=forskjeller løn=lønn løna=lønna
bøn=bønn rettar=rettigheter rettane=rettighetene høve=anledning veg=vei vegen=veien vegar=veier
vegane=veiene vald=vold valden=volden leiing=ledelse leiinga=ledelsen låg=lav låge=lave lågt=lavt
lågare=lavere lågast=lavest bilete=bilde bileta=bildene biletet=bildet hand=hånd namn=navn
spørje=spørre spørjast=spørres naudsynt=nødvendig naudsynte=nødvendige semje=enighet usemje=uenighet
telje=telle teljer=teller ope=åpent open=åpen opne=åpne opnar=åpner opna=åpnet stader=steder
truleg=trolig nemne=nevne nemner=nevner einskild=enkelt einskilde=enkelte vatn=vann laus=løs
lause=løse folka=folkene gamal=gammel syner=viser syne=vise nytta=brukt freiste=prøve saman=sammen
trivst=trives hjå=hos tilgjenge=tilgjengelighet
"""

# Parts of words, nynorsk=bokmål, applied everywhere in a word, longest first. So that nobody needs
# to list compounds: «sjukefråværsoppfølging» becomes «sykefraværsoppfølging».
PARTS = """
rettleiing=veiledning rettleiar=veileder rettlei=veiled vegleiing=veiledning sjukmeld=sykemeld
sykmeld=sykemeld sjuk=syk fråvær=fravær frå=fra skule=skole skula=skola teneste=tjeneste
tenest=tjenest arbeidsgjev=arbeidsgiv rådgjev=rådgiv gjevar=giver gjeving=giving moglegheit=mulighet
mogleg=mulig verksemd=virksomhet innbyggjar=innbygger førebygg=forebygg førebu=forberede
føremål=formål føresetnad=forutsetning førespurnad=forespørsel handsam=behandl medverk=medvirk
påverk=påvirk samverk=samvirk verkeleg=virkelig verknad=virkning vidaregåande=videregående
vidare=videre utvalg=utval røyst=stemm avhengnad=avhengighet heim=hjem auk=øk løysing=løsning
løys=løs laus=løs høyr=hør køyr=kjør oppgåv=oppgav åtgjerd=tiltak tilbod=tilbud forbod=forbud
marknad=marked styresmakt=myndighet omsyn=hensyn oversyn=oversikt høgskul=høyskol høg=høy
lågterskel=lavterskel reiskap=redskap rekneskap=regnskap rekn=regn teikn=tegn kjensle=følelse
merksam=oppmerksom ureining=forurensning byrj=begynn hald=hold fald=fold innspel=innspill spel=spill
åtvar=advar åtferd=atferd åtgang=adgang heilskap=helhet heil=hel velj=velg selj=selg setj=sett
sitj=sitt synleg=synlig fram=frem tilsett=ansatt tilsatt=ansatt tilset=ansett eigar=eier leiar=leder
arbeidsløs=arbeidsledig bustad=bolig nettstad=nettsted arbeidsstad=arbeidssted kyrkj=kirk djup=dyp
samanheng=sammenheng saman=sammen utgrei=utred skriftleg=skriftlig truslar=trusler lækjar=lege
sommar=sommer naud=nød handbok=håndbok handter=håndter handhev=håndhev utdannels=utdanning
einig=enig einsemd=ensomhet einsam=ensom tilhøve=forhold skilnad=forskjell grunngje=begrunn
grunngiv=begrunn etterspur=etterspør tryggleik=trygghet sikkerheit=sikkerhet kjærleik=kjærlighet
sjølv=selv
"""

# Groups of words that mean nearly the same where people work together: one group a line.
# They draw texts nearer each other in similarity; a search for one never finds the other.
NEAR_MEANINGS = """
kurs opplæring undervisning læring skolering kompetanseheving utdanning seminar fagdag studie
møte samling treff treffpunkt møteplass
ansatt medarbeider kollega arbeidstaker
nyansatt fersk nybegynner begynt
mentor fadder støttekontakt
bruker innbygger borger publikum folk søker
digital elektronisk nett internett video fjernmøte skjerm
film video filmsnutt
brev vedtak skriv
klarspråk forståelig tydelig forstår lettlest språk
skjema blankett formular søknadsskjema
papir utskrift print dokument
rask kjapp hurtig kort
ventetid kø svartid behandlingstid vente
telefon ringe
åpningstid åpent kveldsåpent drop-in
ungdom ung unge ungdommer
eldre senior pensjonist gammel
bedrift virksomhet arbeidsgiver næringsliv arbeidsplass
jobb arbeid yrke stilling karriere
lege fastlege legekontor helse helsetjeneste helsestasjon
økonomi penger gjeld budsjett
bolig leilighet hus bo
flyktning innvandrer nyankommet
oversette tolk tolking oversettelse
mal standard sjekkliste oppskrift
rutine prosedyre retningslinje
leder sjef ledelse
tilbakemelding evaluering respons vurdering
ros feire lykkes
statistikk tall data nøkkeltall
dele spre utveksle erfaring
samarbeid samhandling partnerskap sammen felles
veiledning rådgiving råd hjelp støtte
stønad ytelse trygd støtte betale
pc datamaskin maskin nettbrett
barn familie foreldre
vold trussel aggressiv sint sikkerhet
miljø klima grønn bærekraft utslipp miljøvennlig
ukentlig månedlig jevnlig fast faste rutinemessig
tilrettelegging tilpasse universell funksjonsnedsettelse
innlogging passord pålogging
informasjon opplysning brosjyre
timebestilling avtale booking timeavtale
forenkle enkel lett forenkling
redusere kutte færre mindre slutte stoppe unngå fjerne
flere mer øke utvide
forslag ide innspill
samisk same sami
ensom alene isolert
syk sykefravær sykemelding sykemeldt
tillit åpenhet innsyn
mottak førstelinje skranke
erfaringskonsulent brukererfaring
brukerutvalg brukerrepresentant brukermedvirkning
pause hvile stille stillhet uforstyrret ro
hjemmekontor fjernarbeid hjemmefra
kunstig ki ai robot automatisk
sykkel sykle
trening fysisk aktivitet mosjon
mat lunsj kantine måltid
parkering bil
e-post epost melding henvendelse innboks
buss tog kollektiv transport reise billett kjøre
hund dyr kjæledyr
student studie høyskole universitet elev lærling
skole lærer undervisning klasse
lede styre ledelse
innkjøp anskaffelse leverandør bestilling
alarm trygg trygghet sikkerhet varsel
frivillig organisasjon lag forening
utvikle forbedre fornye endre endring utvikling
prøve teste pilot forsøk utprøving
velge prioritere beslutte bestemme avgjøre beslutning
utsette forsinke forsinkelse sen frist
plan planlegge strategi mål
krav plikt vilkår forpliktelse
lov regel regelverk forskrift rettighet krav
svindel misbruk juks kontroll
psykisk depresjon angst sinn
rus alkohol avhengighet
fattig fattigdom sosialhjelp dårlig råd penger
tid tidsbruk time
dag døgn vakt
besøk hjemmebesøk oppsøke oppsøkende
natur ute tur friluft
rom lokale møterom kontorlandskap areal
støy lyd larm bråk
luft inneklima ventilasjon temperatur
arkiv mappe lagre register
registrere føre fylle
feil avvik klage mangel
forklare veilede vise opplyse informere
hovedinngang inngang dør resepsjon
nabo nærmiljø lokalsamfunn bydel
idrett trening fritid
kultur kunst musikk
etikk verdi holdning refleksjon
likestilling mangfold inkludering diskriminering
kvinne mann kjønn
hørsel syn blind døv
skilt merking skilting kart
ny nye nyskapende innovasjon
sjelden ofte hyppig
enhet avdeling team kontor
kampanje markedsføring reklame synliggjøre
stressa stress belastning utbrent
rapport rapportering referat
signere signatur underskrive underskrift
beredskap krise akutt nødsituasjon
stat statlig kommune kommunal fylke
rekruttere ansette bemanning utlysning
lån låne utlån utstyr
henvise sende overføre flytte overgang
"""

# Words that carry no subject, in bokmål form: left out of similarity, kept in search.
FUNCTION_WORDS = """
alle alt andre at av bare ble bli blir blitt bør da de den denne der dere deres det dette disse du
eller en er et etter for fordi fra få får før gi gir gjøre gjør ha hadde han hans har her hos hun
hva hver hvert hvis hvor hvordan hvorfor hvem hverandre i ikke ingen inn jeg kan kommer kunne la man
med mellom men mens mot må nå når noe noen og også om opp oss over på seg selv si siden sin sine
sitt skal skulle slik som så til trenger under ut uten ved vi vil ville vår våre være vært å
"""
